@@ expression E; @@
- return xc_result(E);
+ return xen_result(E);
