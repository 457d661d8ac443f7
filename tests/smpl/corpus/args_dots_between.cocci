@@ expression A, B; @@
- xc_unmap(A, ..., B)
+ xen_unmap(A, B)
