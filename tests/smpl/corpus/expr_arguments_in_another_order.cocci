@@ expression H, A, B, N; @@
- xc_map_pages(H, A, N, B)
+ foreign_map(fmem, A, B, N)
