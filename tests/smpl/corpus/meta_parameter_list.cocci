@@
identifier f =~ "_port$";
parameter list ps;
@@
 f(
-  ps
+  struct ctx *ctx, ps
 ) {
    ...
 }
