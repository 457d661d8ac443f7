@@
type T;
T *x;
expression E;
@@
  memset(x, E, sizeof(
+ *
  x))
