@@ @@
+ xen_begin();
  xc_begin();
