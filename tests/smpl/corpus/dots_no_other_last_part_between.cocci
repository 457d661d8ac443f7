@@ expression E; @@
- xc_begin_all();
  ...
- xc_end(E);
