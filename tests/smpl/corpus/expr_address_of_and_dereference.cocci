@@ expression E; @@
- xc_get(&E, *E.where)
+ xen_get(E)
