@@
int n;
@@
- old(n)
+ new(n)
