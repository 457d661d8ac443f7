@@ expression E, A, B; @@
- xc_get(E) ? A : B
+ pick(E, A, B)
