@@
identifier f;
parameter list ps;
@@
 f(
-  ps
+  struct ctx *ctx, ps
 ) {
    ...
 }
