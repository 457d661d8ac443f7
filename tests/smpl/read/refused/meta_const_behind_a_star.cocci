// refused: 3: const behind a star
@@
char *const x;
@@
- f(x)
+ h()
