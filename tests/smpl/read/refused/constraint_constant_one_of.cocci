// refused: 3: constraint
@@
constant C = {1, 2};
@@
- f(C)
+ h()
