// refused: 6: +++ lines
@@
expression E;
@@
  f(E);
+++g(E);
