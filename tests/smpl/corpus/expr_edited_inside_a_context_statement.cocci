@@ expression E; @@
  if (
-     xc_failed(E)
+     E < 0
  ) {
      ...
      report(E);
      ...
  }
