// refused: 6: removed dots next to an expression without `;`
@@
expression E;
@@
  port_open(E)
- ...
- port_close(E);
