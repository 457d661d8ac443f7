@@ identifier f =~ "^xen_"; @@
  f(...)
  {
      ...
-     step();
+     next_step();
      ...
  }
