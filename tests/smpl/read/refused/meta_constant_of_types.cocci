// refused: 3: constant
@@
constant {int, long} C;
@@
- f(C)
+ h()
