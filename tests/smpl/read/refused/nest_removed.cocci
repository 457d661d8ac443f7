// refused: 6: a nest in a - or + line
@@
expression E;
@@
  a();
- <...
- f(E);
- ...>
  b();
