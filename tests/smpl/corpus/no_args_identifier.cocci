@@ identifier i; @@
- xc_level(i)
+ xen_level(&i)
