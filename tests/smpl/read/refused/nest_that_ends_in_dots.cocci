// refused: 6: ... at the beginning or end of a nest
@@
expression E;
@@
  a();
  <...
- f(E);
  ...
  ...>
  b();
