@@ expression E; @@
- xc_get((int)E)
+ xen_get(E)
