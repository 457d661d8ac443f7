@@ expression E; @@
- \(xc_map\|xc_remap\)(
+ xen_map(
  E)
