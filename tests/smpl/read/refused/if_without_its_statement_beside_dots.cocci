// refused: 5: if without the statement
@@
expression E;
@@
  if (E)
  ...
  port_close(E);
