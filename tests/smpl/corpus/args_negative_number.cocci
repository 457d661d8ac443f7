@@ expression E; @@
- xc_map(E, -1)
+ xen_map(E)

@@ @@
- return -1;
+ return -EINVAL;
