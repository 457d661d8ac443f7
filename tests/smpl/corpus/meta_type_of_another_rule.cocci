@seen@
type T;
@@
sizeof(T)

@@
seen.T *x;
@@
- release(x);
+ drop(x);
