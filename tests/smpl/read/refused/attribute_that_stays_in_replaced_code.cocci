// refused: 9: an attribute that stays in code that is replaced
@@
identifier f, i;
attribute name __unused;
@@
  f(
-   int i
+   char *(*h)(void)
    __unused
  )
  { ... }
