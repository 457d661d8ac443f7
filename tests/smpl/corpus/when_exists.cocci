@@ expression E; @@
- xc_lock(E);
  ... when exists
- xc_unlock(E);
