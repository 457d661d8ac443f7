@@ expression E; @@
- if (E == NULL) {
-     xc_fail();
- }
