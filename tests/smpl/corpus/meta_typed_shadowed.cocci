@@ xc_interface *E; @@
- close_handle(E)
+ xen_close(E)
