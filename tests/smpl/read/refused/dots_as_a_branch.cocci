// refused: 4: ... at the end of a branch of a disjunction
@@ @@
(
  ...
|
- x();
)
