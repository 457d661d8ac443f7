@@ expression E; @@
  xc_all();
  ...
  xc_begin(E);
  ...
- xc_end(E);
+ xen_end(E);
