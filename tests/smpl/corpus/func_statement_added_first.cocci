@@ identifier f =~ "^xen_"; @@
  f(...)
  {
+     trace_enter();
      ...
  }
