@@ @@
- return xc_none;
+ return xen_none;
