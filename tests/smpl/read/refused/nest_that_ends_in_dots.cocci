// refused: 6: ... at an end of what a nest holds
@@
expression E;
@@
  a();
  <...
- f(E);
  ...
  ...>
  b();
