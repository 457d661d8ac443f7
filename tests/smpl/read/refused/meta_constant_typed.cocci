// refused: 3: constant
@@
constant int C;
@@
- f(C)
+ h()
