// refused: 6: <... ...>
@@
identifier fn;
@@
  fn(...) {
  <...
- f();
  ...>
  }
