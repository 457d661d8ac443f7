// refused: 3: idexpression
@@
idexpression int *x;
@@
- f(x)
+ h()
