// refused: 6: removed dots beside an expression without `;`
@@
expression E;
@@
  port_open(E)
- ...
- port_close(E);
