@@ identifier i; @@
- xc_interface *i;
+ xen_handle *i;
