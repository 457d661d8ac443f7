@@ identifier i; expression E; @@
- xc_interface *i = E;
+ xen_handle *i = E;
