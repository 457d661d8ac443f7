@@ expression list L; @@
- f(L)
+ g(L)
