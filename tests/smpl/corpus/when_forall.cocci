@@ expression E; @@
- xc_lock(E);
  ... when forall
- xc_unlock(E);
