// refused: 7: an expression beside statements
@@
expression E;
@@
  ...
  port_close();
  port_open(E)
  port_use(E);
