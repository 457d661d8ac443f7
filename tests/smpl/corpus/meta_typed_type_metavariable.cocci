@@ type T; T *E; @@
- clear(E, sizeof(T))
+ clear_all(E)
