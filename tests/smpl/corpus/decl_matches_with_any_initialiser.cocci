@@ identifier i; @@
- xc_interface
+ xen_handle
  *i;
