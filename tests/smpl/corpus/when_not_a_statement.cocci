@@ expression E; @@
- xc_begin(E);
  ... when != touch(E);
- xc_end(E);
