@@ expression E; @@
- xc_get(E + 1)
+ xen_get(E)
