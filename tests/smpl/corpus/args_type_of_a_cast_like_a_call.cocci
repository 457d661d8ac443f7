@@ type T; expression E; @@
- (T)E
+ to(E, sizeof(T))
