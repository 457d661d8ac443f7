@@ @@
- handle == NULL
+ handle == NULL || memory == NULL
