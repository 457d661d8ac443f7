@@ expression E; @@
  xc_end(E);
- return;
