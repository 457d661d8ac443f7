// refused: 9: ? lines (optional code) other than the last statement
@@
identifier f;
expression E;
@@
  f(...) {
- a(E);
  ...
? b(E);
  }
