@@ expression E; @@
- wrap
+ seal
  (E)
