@@ @@
- handle
+ xen_handle
