@@ identifier f, xc; @@
- static void f(struct xen *xc)
+ static void f(void)
  { ... }
