@@ symbol xen_xc; expression E; @@
- xc_unmap(xen_xc, E)
+ xen_unmap(E)
