@@ expression A, B; @@
- xc_pair(A)->member(B)
+ xen_pair(A, B)
