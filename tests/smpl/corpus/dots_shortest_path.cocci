@@ expression E; @@
- xc_lock(E);
  ...
- xc_unlock(E);
