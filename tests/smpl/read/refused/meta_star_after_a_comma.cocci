// refused: 3: a star after a comma
@@
int *x, *y;
@@
- f(x, y)
+ h()
