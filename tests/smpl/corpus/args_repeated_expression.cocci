@@ expression E; @@
- xc_copy(E, E)
+ xen_keep(E)
