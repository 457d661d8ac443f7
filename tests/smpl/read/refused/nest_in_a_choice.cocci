// refused: 7: a nest in a disjunction
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
