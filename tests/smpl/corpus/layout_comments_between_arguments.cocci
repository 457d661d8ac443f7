@@ expression A, B; @@
- xc_map
+ xen_map
  (A, B)
