@@ @@
- xc_get(0)
+ xen_get()
