// refused: 9: rule r has no metavariable p
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
