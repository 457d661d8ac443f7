// refused: 6: forall
@ a @
@@
  x()

@ r depends on forall a @
expression E;
@@
- f(E)
+ g(E)
