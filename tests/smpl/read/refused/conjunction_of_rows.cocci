// refused: 3: a conjunction of several statements in a row
@@ @@
(
- a();
  b();
&
  a();
)
