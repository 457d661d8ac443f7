@@
expression E;
@@
  begin();
(
  if (E) {
  <+...
- free(E);
  ...+>
  }
|
- stop(E);
)
