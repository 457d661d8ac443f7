@@ expression E; @@
- xc_close(E);
