@@
int n;
@@
- wait(n)
+ wait_for(n)

@@
type T;
T E;
@@
- take(E)
+ take_as(sizeof(T), E)
