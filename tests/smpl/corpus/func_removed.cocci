@@ @@
- static void xc_wrapper(...) { ... }
