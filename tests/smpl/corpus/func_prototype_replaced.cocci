@@ @@
- void xc_wrapper(int domid);
+ void xen_wrapper(int domid, int port);
