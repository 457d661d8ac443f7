// refused: 6: <+... ...+>
@@
expression E;
@@
  a();
  <+...
- f(E);
  ...+>
  b();
