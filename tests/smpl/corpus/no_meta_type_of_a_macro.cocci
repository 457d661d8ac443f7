@@
int n;
@@
- wait(n)
+ wait_for(n)
