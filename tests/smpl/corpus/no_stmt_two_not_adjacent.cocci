@@ expression E; @@
- xc_lock(E);
- xc_close(E);
