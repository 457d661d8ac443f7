// refused: 5: a nest that begins a pattern
@@
expression E;
@@
  <...
- f(E);
  ...>
  b();
