@@ @@
- xc_level(16)
+ xen_level()
