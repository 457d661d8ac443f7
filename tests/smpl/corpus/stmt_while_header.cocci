@@ expression E; statement S; @@
- while (xc_more(E))
+ while (xen_more(E, NULL))
  S
