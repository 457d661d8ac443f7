@r@
identifier f, x;
@@
- #define f(x) ARRAY_SIZE(x)

@@
identifier r.f;
expression E;
@@
- f(E)
+ ARRAY_SIZE(E)
