// refused: 6: ? lines
@@
expression E;
@@
  a(E);
? f(E);
- b(E);
