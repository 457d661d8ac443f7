// refused: 6: ? lines
@@
expression E;
@@
- a(E);
?...
- b(E);
