@@
type T;
const T *x;
@@
- release(x);
+ drop((T *)x);
