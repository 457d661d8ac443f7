@@ @@
- xc_interface
+ xen_handle
