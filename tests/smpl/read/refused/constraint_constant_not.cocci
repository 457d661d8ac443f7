// refused: 3: constraint
@@
constant C != 0;
@@
- f(C)
+ h()
