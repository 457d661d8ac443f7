@@ expression E; statement S; @@
- if (always(E))
  S
