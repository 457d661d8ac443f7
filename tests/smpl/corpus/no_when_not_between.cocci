@@ expression E; @@
- xc_lock(E);
  ... when != touch(E)
- xc_unlock(E);
