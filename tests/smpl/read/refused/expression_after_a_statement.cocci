// refused: 6: an expression next to statements
@@
expression E;
@@
  port_open(E);
- port_use(E)
+ port_of(E)
