@@ @@
- xc_begin();
  ...
- xc_end();
