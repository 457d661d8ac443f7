// refused: 5: code added next to an expression without `;`
@@
expression E;
@@
- port_open(E)
  ...
  port_close(E);
