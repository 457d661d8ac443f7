@@ expression E; identifier f; @@
- old_get(E->f)
+ get(E, f)
