@@
{int, char *, unsigned long} x;
@@
- release(x);
+ drop(x);
