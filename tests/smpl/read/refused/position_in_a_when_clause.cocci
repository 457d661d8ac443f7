// refused: 7: a position in a when clause
@@
expression E;
position p;
@@
- f(E);
  ... when != g@p(E)
  h(E);
