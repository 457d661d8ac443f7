@@ expression A, B; @@
- xc_check(A < B)
+ xen_less(A, B)
