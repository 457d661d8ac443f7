@@ identifier fld; symbol box; @@
(
- box.fld
+ box->fld
|
- box
+ *box
)
