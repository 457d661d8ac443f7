@@ @@
  xc_begin();
  ...
+ xen_done();
  return ...;
