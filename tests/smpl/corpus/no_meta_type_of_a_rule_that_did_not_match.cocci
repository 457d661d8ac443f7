@seen@
type T;
T x;
@@
never(x)

@@
seen.T y;
@@
- release(y);
