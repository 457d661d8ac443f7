@@ expression H, D, P; @@
  xc_map(H,
- D,
  P)
