@@ identifier f; @@
  f(...)
  {
      ...
-     step();
+     next_step();
      ...
  }
