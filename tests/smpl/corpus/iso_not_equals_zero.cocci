@@ expression E; @@
- if (xc_get(E) != 0) {
-     xc_fail();
- }
