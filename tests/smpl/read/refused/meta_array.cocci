// refused: 3: array
@@
int [] E;
@@
- f(E)
+ h()
