@one@
identifier v;
@@
first(v);

@two@
identifier one.v;
expression E;
@@
pair(v, E);

@@
identifier one.v;
expression two.E;
@@
- first(v);
+ both(v, E);
