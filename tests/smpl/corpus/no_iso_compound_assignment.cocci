@@ expression A, B; @@
- A += B;
+ add(A, B);
