// refused: 3: global idexpression
@@
global idexpression x;
@@
- f(x)
+ h()
