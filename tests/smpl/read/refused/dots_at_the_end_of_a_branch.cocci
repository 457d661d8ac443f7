// refused: 6: ... at the end of a branch of a disjunction
@@ @@
  a();
(
- x();
  ...
|
  b();
)
- c();
