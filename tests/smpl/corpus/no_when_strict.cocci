@@ expression E; @@
- xc_lock(E);
  ... when strict
- xc_unlock(E);
