@@ type T; expression E; @@
- (T *)xc_alloc(E, sizeof(T))
+ xen_new(T, E)
