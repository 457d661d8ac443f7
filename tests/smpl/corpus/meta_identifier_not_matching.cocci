@@ identifier f !~ "^xc_"; @@
- f(HANDLE)
+ f()
