@first disable add_signed@
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

@disable add_signed@
parameter list[first.n] ps;
identifier x;
@@
 open_port(ps,
-   int x,
   ...) { ... }
