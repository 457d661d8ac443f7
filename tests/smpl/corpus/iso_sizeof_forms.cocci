@@ expression E; @@
- xc_alloc(sizeof(E))
+ xen_alloc(E)
