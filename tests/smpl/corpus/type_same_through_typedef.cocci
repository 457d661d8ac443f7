@@
type T;
T a, b;
@@
- pair(a, b)
+ same(a, b)
