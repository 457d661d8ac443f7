// refused: 9: script constraints with arguments
@ r @
expression E;
@@
  g(E)

@@
expression F;
position p : script:python(r.E) { True };
@@
- f@p(F)
+ h()
