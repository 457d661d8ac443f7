@@ expression E; @@
- if (xc_get(E))
-     xc_fail();
