@@ symbol count; @@
  int count;
+ int depth;
