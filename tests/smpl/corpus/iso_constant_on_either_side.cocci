@@ expression E; @@
- xc_get(E) == XC_DONE
+ xen_done(E)
