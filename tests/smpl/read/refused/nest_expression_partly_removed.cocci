// refused: 6: a nest whose ends are removed
@@
expression E;
@@
- g(
-   <+...
  E
-   ...+>);
+ f(E);
