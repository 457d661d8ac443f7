@@ expression E; statement S; @@
- if (xc_failed(E))
+ if (xen_failed(E))
  S
