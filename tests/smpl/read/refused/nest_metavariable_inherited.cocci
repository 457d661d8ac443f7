// refused: 11: a metavariable that a nest alone binds
@ r @
expression E;
@@
  a();
  <+...
  f(E);
  ...+>
  b();

@@ expression r.E; @@
- g(E);
