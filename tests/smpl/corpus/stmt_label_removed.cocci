@@ @@
- out:
  return xc_result;
