// refused: 9: position
@ r @
expression E;
@@
  f(E)

@@
expression E;
position r.p;
@@
- f@p(E)
+ h()
