// refused: 5: code added beside an expression without `;`
@@
expression E;
@@
- port_open(E)
+ port_use(E);
  ...
  port_close(E);
