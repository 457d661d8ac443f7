@@ expression H, D, P, A, N; @@
- xc_map_pages(H, D, P, A, N)
+ foreign_map(fmem, D, P, N, A, NULL)
