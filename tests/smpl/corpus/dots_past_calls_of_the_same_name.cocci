@@
type T;
T x;
@@
- f(x);
  ...
- f(sizeof(T));
