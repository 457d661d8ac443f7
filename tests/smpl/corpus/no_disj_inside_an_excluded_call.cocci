@@ expression E; @@
(
 checked(load(E))
|
 checked(E, load)
|
- load(E)
+ load_checked(E)
)
