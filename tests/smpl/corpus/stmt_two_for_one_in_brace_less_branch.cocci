@@ expression E; @@
- xc_open(E);
+ xen_open(E);
+ xen_ready(E);
