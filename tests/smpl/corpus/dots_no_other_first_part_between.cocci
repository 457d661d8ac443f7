@@ expression E; @@
- xc_begin(E);
  ...
- xc_end_all();
