@@ expression E; @@
- xc_get(base + E)
+ xen_get(E)
