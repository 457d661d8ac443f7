@@ identifier f, xc; @@
  static int f(
- struct xc *xc,
  int domid)
  { ... }
