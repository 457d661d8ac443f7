// refused: 5: a label without a statement
@@ @@
- f();
  ...
- out:
