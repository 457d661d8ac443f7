@@ expression E; @@
(
- xc_map(E);
|
- xc_unmap(E);
)
