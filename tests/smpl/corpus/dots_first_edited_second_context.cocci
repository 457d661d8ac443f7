@@ expression E; @@
- xc_lock(E);
+ xen_lock(E);
  ...
  xc_unlock(E);
