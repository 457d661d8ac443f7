@@ expression E; @@
- xc_lock(E);
  ... when any
- xc_unlock(E);
