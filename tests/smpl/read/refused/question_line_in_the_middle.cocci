// refused: 6: ? lines (optional code) other than the last statement
@@
expression E;
@@
  a(E);
? f(E);
  ...
- b(E);
