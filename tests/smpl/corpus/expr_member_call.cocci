@@ expression D, E; @@
- D->ops->map(E)
+ device_map(D, E)
