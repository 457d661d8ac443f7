@@ expression E; @@
  if (xc_get(E)) {
      xc_fail();
  }
- xc_end(E);
