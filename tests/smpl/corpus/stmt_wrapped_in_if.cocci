@@ expression E; @@
+ if (xen_enabled()) {
  xc_open(E);
+ }
