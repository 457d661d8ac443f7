// refused: 5: ... as a whole expression
@@
expression E;
@@
- E = *...;
+ h(E);
