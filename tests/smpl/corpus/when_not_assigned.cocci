@@ expression E, V; @@
- xc_lock(E);
  ... when != E = V
- xc_unlock(E);
