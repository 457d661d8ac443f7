@@ expression E; @@
- if (unlikely(xc_get(E))) {
-     xc_fail();
- }
