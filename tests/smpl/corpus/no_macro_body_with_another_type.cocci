@@
int n;
@@
- wait(n)
+ wait_for(n)

@@
type T;
const T[] E;
@@
- (sizeof(E) / sizeof(T))
+ ARRAY_SIZE(E)
