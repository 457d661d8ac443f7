// refused: 5: code added beside an expression without `;`
@@
expression E;
@@
- port_open(E)
  ...
  port_close(E);
