@@ expression E; @@
- xc_two(E)
+ xc_three(E)

@@ expression E; @@
- xc_none(E)
+ xc_two(E)
