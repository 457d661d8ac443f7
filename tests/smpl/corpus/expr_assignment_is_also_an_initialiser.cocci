@@ expression r, E; @@
  r =
- xc_open(E)
+ xen_open(E)
