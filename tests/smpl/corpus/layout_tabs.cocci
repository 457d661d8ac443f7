@@ expression E; @@
  xc_open(E);
+ xc_trace(E);
