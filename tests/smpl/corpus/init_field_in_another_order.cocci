@@ identifier i; expression A, B; @@
  struct ops i = {
-     .open = A,
-     .close = B,
+     .both = pair(A, B),
  };
