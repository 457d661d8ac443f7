@@ expression E; @@
- xc_lock(E);
  ... when != E
- xc_unlock(E);
