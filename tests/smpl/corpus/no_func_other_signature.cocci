@@ identifier f, xc; @@
- static void f(struct xc *xc)
+ static void f(void)
  { ... }
