// refused: 6: exists
@ a @
@@
  x()

@ r depends on a exists @
expression E;
@@
- f(E)
+ g(E)
