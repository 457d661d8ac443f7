// refused: 11: a metavariable that only a nest binds
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
