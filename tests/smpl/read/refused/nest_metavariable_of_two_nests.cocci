// refused: 6: a metavariable of a nest that is also used elsewhere
@@
expression E;
@@
  a();
  <...
- f(E);
  ...>
  b();
  <...
- g(E);
  ...>
  c();
