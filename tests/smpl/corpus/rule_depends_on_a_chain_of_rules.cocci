@one@
identifier v;
@@
first(v);

@two@
identifier one.v;
expression E;
@@
pair(v, E);

@three@
expression two.E;
@@
stop(E);

@depends on three@
identifier one.v;
@@
- first(v);
+ both(v);
