@@ expression E; @@
- xc_unmap(E, ...)
+ xen_unmap(E)
