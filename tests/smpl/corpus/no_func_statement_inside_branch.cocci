@@ identifier f; @@
  f(...)
  {
      ...
-     step();
      ...
  }
