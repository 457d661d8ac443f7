@@ expression E; @@
- xc_set(E | XC_FLAG)
+ xen_set(E)
