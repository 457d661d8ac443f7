@@ expression A, B; @@
- xc_get(A) == xc_put(B)
+ xen_same(A, B)
