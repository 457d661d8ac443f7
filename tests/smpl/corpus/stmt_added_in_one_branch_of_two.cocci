@@ @@
  xc_open();
+ xc_trace();
