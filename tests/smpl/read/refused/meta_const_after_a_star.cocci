// refused: 3: const after a star
@@
char *const x;
@@
- f(x)
+ h()
