@@
identifier f, i;
@@
  f(
+   struct ctx *ctx,
    int i, ...)
  { ... }
