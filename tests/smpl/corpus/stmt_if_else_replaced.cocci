@@ expression E; statement S1, S2; @@
- if (xc_debug(E)) S1 else S2
+ run(E);
