@@ expression E; @@
  xc_lock(E);
(
- xc_map(E);
+ xen_map(E);
|
- xc_unmap(E);
+ xen_unmap(E);
)
