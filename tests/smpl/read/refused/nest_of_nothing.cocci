// refused: 5: a nest of nothing
@@
@@
  a();
  <...
+ f();
  ...>
  b();
