// refused: 3: this constraint (2...10)
@@
constant C = 2...10;
@@
- f(C)
+ h()
