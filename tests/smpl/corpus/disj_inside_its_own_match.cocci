@@ expression E; @@
(
- old_one(E, 0)
+ new_one(E)
|
- old_two(E)
+ new_one(E)
)
