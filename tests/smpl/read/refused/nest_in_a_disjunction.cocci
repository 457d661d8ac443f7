// refused: 7: a nest as a branch of a disjunction
@@
expression E;
@@
  a();
(
  <...
- f(E);
  ...>
  b();
|
  c();
)
