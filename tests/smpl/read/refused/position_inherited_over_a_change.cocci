// refused: 13: position r.p is inherited across a change of the file
@ r @
position p;
@@
  f@p(1)

@@
@@
- h();

@@
expression E;
position r.p;
@@
- f@p(E)
+ h()
