@@ expression E; @@
- page_drop(E)
+ page_put(E)
