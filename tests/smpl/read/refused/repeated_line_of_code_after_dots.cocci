// refused: 6: ++ lines with a metavariable that is bound after dots (E)
@@
expression E;
@@
  start();
++ g(E);
  ...
  f(E);
