@@
type T;
T x;
@@
- make(x)
+ (T)make(x)
