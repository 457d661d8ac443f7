@@
expression E, ret;
@@
  if (E) {
      ...
(
+     put();
      return;
|
+     put();
      return ret;
)
  }
