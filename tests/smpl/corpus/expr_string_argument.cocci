@@ expression E; @@
- setting("domid", E)
+ domid_setting(E)
