@@
typedef Value;
type T != Value *;
T *x;
@@
- release(x);
+ drop(x);
