@@ expression E; @@
- page_of(E)
+ page_number(E)
