@@ identifier f, d; @@
  static int f(int d
+ , Error **errp
  )
  { ... }
