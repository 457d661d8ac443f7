@@ expression E; @@
- if (xc_old(E)) {
-     xc_first(E);
-     xc_second(E);
- }
- xc_third(E);
+ if (xen_new(E)) {
+     xen_report(E);
+ }
