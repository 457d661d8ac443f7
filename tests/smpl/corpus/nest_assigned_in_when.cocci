@@
expression x, E;
@@
- first(x);
  ... when != \(work(...,x,...)\|<+...x...+>=E\)
- last(x);
