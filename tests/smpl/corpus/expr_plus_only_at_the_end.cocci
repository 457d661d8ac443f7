@@ expression H, P; @@
  xc_map(H, P
+ , NULL
  )
