@@ @@
  xc_permit();
+ /* Once is enough. */
+ xc_settle();
