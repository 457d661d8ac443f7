// refused: 10: an expression next to statements
@@
expression E;
@@
  port_open(E);
+ if (E) {
  ...
+ }
- port_close(E)
+ port_shut(E)
