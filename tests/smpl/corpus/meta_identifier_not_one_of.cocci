@@ identifier f != {xc_map, xc_unmap}; @@
- f(HANDLE)
+ f()
