@@
char[] x;
@@
- release(x);
+ drop(x, sizeof(x));
