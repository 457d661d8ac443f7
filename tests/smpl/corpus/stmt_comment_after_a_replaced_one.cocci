@@ expression E; @@
- xc_close(E);
+ xen_close(E);
