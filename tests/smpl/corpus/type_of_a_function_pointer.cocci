@@ type T; expression E, F; @@
- start(E, (T)F)
+ start_at(E, F)
