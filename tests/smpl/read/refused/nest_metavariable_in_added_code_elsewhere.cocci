// refused: 6: a metavariable of a nest that stands elsewhere
@@
expression E;
@@
  a();
  <...
  f(E);
  ...>
- b();
+ g(E);
