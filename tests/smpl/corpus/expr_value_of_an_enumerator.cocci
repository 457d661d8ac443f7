@@ @@
- old
+ new
