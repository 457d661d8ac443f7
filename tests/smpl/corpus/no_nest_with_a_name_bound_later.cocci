@@
expression E;
@@
  begin();
  <+...
- step(E);
  ...+>
  end(E);
