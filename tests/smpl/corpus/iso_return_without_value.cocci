@@ expression E; @@
  xc_end(E);
- return ...;
+ return xen_end(E);
