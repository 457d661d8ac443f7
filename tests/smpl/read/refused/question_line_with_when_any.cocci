// refused: 7: ? lines (optional code) other than the last statement
@@
expression E;
@@
- a(E);
  ... when any
? b(E);
