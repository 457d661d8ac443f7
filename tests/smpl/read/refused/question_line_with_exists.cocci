// refused: 6: ? lines where one path is enough
@r exists@
expression E;
@@
- a(E);
  ...
? b(E);
