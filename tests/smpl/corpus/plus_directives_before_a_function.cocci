@@ identifier f; @@
+ #ifdef TRACE
+ extern int depth;
+ #endif
 int
 f(...)
 {
 ...
 }
