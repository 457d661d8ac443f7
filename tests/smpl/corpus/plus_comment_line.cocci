@@ @@
+ /* The toolstack should do this. */
  xc_permit();
