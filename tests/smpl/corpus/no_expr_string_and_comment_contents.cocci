@@ @@
- xc_old
+ xen_new
