@ exists @
expression E;
@@
  if (E < 0) {
    ...
-   xc_unlock(E);
+   unlock(E);
    ...
  }
