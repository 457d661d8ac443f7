@@ expression E; @@
+ xc_lock(E);
  xc_open(E);
+ xc_unlock(E);
