// refused: 7: an expression without `;` beside `...`
@@
expression E;
@@
  port_open(E);
  ...
- E
+ port_of(E)
