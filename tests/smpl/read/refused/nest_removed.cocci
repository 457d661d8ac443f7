// refused: 6: a nest of statements in a - line
@@
expression E;
@@
  a();
- <...
- f(E);
- ...>
  b();
