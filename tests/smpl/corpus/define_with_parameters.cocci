@@
identifier f, x, y;
@@
- #define f(x, y) swap(x, y)
+ #define f(x, y) exchange(y, x)
