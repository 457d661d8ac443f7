// refused: 8: declared twice
@ a @
expression E;
@@
  f(E)

@ b extends a @
expression E;
@@
- g(E)
