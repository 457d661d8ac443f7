@@ expression A, B; @@
- xc_compare(A, B) == 0
+ A == B
