@@ type T; @@
- xc_alloc(sizeof(T))
+ xen_new(T, 1)
@@ type T; expression E; @@
- xc_cast((T)E)
+ xen_cast(E, sizeof(T))
