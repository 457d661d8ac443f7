@@ type T; identifier i; expression E; @@
- T i = xc_open(E);
+ T i = xen_open(E, NULL);
