@@ expression *E; @@
- drop(E)
+ drop_pointer(E)
