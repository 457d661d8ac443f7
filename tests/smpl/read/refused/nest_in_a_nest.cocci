// refused: 6: a nest in a nest
@@
expression E;
@@
  a();
  <...
  c();
  <+...
- f(E);
  ...+>
  d();
  ...>
  b();
