@ exists @
expression E;
@@
- begin();
  <+... when != stop()
- log_it(E);
+ note(E);
  ...+>
