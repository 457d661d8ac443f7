// refused: 6: exists
@ a @
@@
  x()

@ r depends on exists a @
expression E;
@@
- f(E)
+ g(E)
