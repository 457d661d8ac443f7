// refused: 6: ++ lines that name what is bound behind dots (E)
@@
expression E;
@@
  start();
++ g(E);
  ...
  f(E);
