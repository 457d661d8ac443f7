// refused: 3: a function in a choice
@@ @@
(
  foo(...) {
- a();
  ...
  }
|
  bar(...) {
- b();
  ...
  }
)
