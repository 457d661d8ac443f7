@@ declaration D; @@
  D
+ int depth;
