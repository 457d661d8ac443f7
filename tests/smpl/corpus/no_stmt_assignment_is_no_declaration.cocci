@@ expression r, E; @@
- r = xc_open(E);
+ r = xen_open(E);
