// refused: 3: constraint
@@
expression E != 0;
@@
- f(E)
+ h()
