@@ @@
- void xc_wrapper(int domid);
