// refused: 6: a nest of which a part is removed
@@
expression E;
@@
- g(
-   <+...
  E
-   ...+>);
+ f(E);
