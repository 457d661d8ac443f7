@first@
parameter list[n] ps;
identifier x;
@@
 open_port(ps, int x, ...) { ... }

@@
expression list[first.n] es;
expression E;
@@
 open_port(es,
-   E,
   ...)
