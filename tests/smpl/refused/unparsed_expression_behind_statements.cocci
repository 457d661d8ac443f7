// refused: 7: an expression beside statements
@@
expression E;
@@
  port_open(E);
  ...
- E
+ port_of(E)
