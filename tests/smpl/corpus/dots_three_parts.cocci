@@ expression E; @@
- xc_lock(E);
  ...
- xc_work(E);
+ xen_work(E);
  ...
- xc_unlock(E);
