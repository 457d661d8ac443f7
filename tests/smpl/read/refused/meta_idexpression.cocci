// refused: 3: idexpression
@@
idexpression x;
@@
- f(x)
+ h()
