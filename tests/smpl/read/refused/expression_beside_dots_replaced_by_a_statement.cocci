// refused: 5: code added next to an expression without `;`
@@
expression E;
@@
- port_open(E)
+ port_use(E);
  ...
  port_close(E);
