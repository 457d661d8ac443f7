@@ expression H, P; @@
  xc_map(H,
+ xen_domid,
  P)
