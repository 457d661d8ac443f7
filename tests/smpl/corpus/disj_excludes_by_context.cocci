@@ expression E; @@
(
  xc_map(0)
|
- xc_map(E)
+ xen_map(E)
)
