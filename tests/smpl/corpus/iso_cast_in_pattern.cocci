@@ expression E; type T; @@
- xc_get((T)E)
+ xen_get(E)
