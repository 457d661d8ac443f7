@@
type T;
T[] x;
@@
- release(x);
+ drop(x, sizeof(T));
