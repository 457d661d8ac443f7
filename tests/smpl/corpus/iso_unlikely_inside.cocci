@@ expression E; @@
- xc_get(E) == NULL
+ xen_lacks(E)
