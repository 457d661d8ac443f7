@@
identifier f, x;
parameter list[2] ps;
@@
f(ps,
- int x
+ long x
 ) { ... }
