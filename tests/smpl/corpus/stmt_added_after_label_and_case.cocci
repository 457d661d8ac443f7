@@ expression E; @@
+ xc_trace(E);
  xc_open(E);
