@@ expression E; @@
(
- xc_map(0)
+ map_none()
|
- xc_map(E)
+ xen_map(E)
)
