// refused: 7: an expression next to statements
@@
expression E;
@@
  ...
  port_close();
  port_open(E)
  port_use(E);
