@@ expression *E; @@
- if (!E) {
-     xc_fail();
- }
