@@
size_t n;
@@
- old(n)
+ new(n)
