// refused: 9: a nest beside ... or another nest
@@
expression E;
@@
  first(E);
  <...
- old(E);
  ...>
  <+...
- older(E);
  ...+>
  last(E);
