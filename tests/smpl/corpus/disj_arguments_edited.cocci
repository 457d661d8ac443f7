@@ expression E; @@
  xc_map(E,
(
- 0
+ NONE
|
- 1
+ ALL
)
  )
