@@ expression E; @@
- while (xc_more(E)) {
-     xc_step(E);
- }
