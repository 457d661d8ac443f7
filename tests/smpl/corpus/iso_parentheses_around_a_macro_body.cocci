@@ expression E, F; @@
- (ROUND(E, F))
+ XEN_ROUND(E, F)
