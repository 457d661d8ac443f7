@@
int *x, y;
@@
- release(x, y);
+ drop(x, y);
