@@ identifier f, xc; @@
  static int f(
- struct xen *xc,
  int domid)
  { ... }
