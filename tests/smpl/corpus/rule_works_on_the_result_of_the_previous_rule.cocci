@@ expression E; @@
- xc_one(E)
+ xc_two(E)

@@ expression E; @@
- xc_two(E)
+ xc_three(E)
