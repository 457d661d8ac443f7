@@ expression A, B; @@
- (int)(A ? B : 0)
+ if_set(A, B)
