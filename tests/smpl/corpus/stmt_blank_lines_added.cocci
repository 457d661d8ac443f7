@@ expression E; @@
  xc_open(E);
+
+ xen_first(E);
+
+ xen_second(E);
+
  xc_close(E);
