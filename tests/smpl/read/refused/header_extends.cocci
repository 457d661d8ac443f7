// refused: 8: extends
@ r @
expression E;
@@
- f(E)
+ g(E)

@ s extends r @
expression F;
@@
- h(F)
+ h()
