@@ @@
- xc_unmap(...)
+ xen_unmap(xen_domid)
