@@ constant C; @@
- xc_level(C)
+ xen_level(C)
