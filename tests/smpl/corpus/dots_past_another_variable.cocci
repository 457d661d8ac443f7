@@ expression E; @@
- lock(E);
  ...
- unlock(E);
