// refused: 3: a star behind a comma
@@
int *x, *y;
@@
- f(x, y)
+ h()
