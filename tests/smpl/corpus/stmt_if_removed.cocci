@@ expression E; @@
- if (xc_debug(E)) {
-     dump(E);
- }
