@@ expression E; @@
+ #ifdef TRACE
+ trace(E);
+ #endif
  run(E);

@@ expression E; @@
  stop(E);
+ #ifdef TRACE
+ trace(E);
+ #endif
