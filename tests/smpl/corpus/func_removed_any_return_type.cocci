@@ type T; @@
- T xc_wrapper(...) { ... }
