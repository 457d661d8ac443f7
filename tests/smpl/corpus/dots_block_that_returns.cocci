@@ expression E; @@
  if (E) {
      ...
-     xc_cleanup();
      ...
      return ...;
  }
