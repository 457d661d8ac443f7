@@
{int, char} *x;
@@
- release(x);
+ drop(x);
