@@ expression E; @@
- xc_get((E))
+ xen_get(E)
