@@ expression E; @@
- E->xc_handle
+ handle_of(E)
