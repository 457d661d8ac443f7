@@
expression x, E;
@@
  release(x);
  ... WHEN != x = E
- use(x);
+ warn(x);
