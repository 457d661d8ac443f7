// refused: 5: an expression beside statements
@@
expression E;
@@
  port_open(E)
+ port_use(E);
  ...
  port_close(E);
