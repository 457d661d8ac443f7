@@ expression E; @@
- E = XC_HANDLE_NONE
+ handle_clear(&E)
