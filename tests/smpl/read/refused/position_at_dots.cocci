// refused: 6: a position at
@@
expression E;
position p;
@@
  f(E, ...@p)
