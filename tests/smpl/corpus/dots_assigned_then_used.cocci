@@ expression E, r; @@
  r = xc_open(E);
  ...
- xc_close(r);
+ xen_close(r, E);
