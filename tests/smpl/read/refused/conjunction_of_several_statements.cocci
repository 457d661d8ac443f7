// refused: 3: a conjunction of several consecutive statements
@@ @@
(
- a();
  b();
&
  a();
)
