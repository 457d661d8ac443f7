@@ expression E; statement S1, S2; @@
- if (xc_get(E)) S1 else S2
+ xen_get(E);
