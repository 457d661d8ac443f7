@@ @@
- if (...) { xc_debug(); }
