@@ expression A, B; @@
- A = A + B;
+ add(&A, B);
