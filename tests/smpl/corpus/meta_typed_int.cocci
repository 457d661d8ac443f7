@@ int E; @@
- show(E)
+ show_int(E)
