@@ expression E; @@
- xc_begin(E);
- ...
- xc_end(E);
+ xen_all(E);
