@@ expression E; identifier f; @@
- CLEAR(E, f)
+ E->f = 0
