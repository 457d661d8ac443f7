@@ expression E; @@
- xc_lock_all();
  ...
- xc_unlock(E);
+ xen_unlock_all(E);
