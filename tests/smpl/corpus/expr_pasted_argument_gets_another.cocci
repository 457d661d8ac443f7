@@ expression E; @@
- f(E)
+ g(E, 0)
