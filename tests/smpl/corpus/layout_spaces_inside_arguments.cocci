@@ expression A, B; @@
- xc_swap(A, B)
+ xen_swap(B, A)
