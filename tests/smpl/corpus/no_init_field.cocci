@@ identifier i; expression E; @@
  struct ops i = {
-     .xc_open = E,
  };
