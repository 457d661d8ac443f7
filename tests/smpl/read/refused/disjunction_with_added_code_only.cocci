// refused: 6: empty branch
@@
@@
  a();
  x =
(
+ f()
|
- g()
)
  ;
