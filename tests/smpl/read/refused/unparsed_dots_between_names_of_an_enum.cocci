// refused: 7: ... among the names of an enum
@@ @@
 enum a {
   ...,
-  b,
+  c,
   ...,
   d
 };
