@@ type T; T *E; @@
- xc_size(E)
+ xen_size(E, sizeof(T))
