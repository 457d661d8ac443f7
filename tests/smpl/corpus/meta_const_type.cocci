@@
const char *x;
@@
- release(x);
+ drop(x);
