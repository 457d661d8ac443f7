@@ expression E; @@
- xc_begin(E);
  more();
+ xc_begin(E);
