// refused: 3: a function in a disjunction
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
