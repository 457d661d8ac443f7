@@ identifier f; @@
  f(...)
  {
      ... when any
-     step();
      ... when any
  }
