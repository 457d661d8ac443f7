@one@
identifier v;
@@
first(v);

@two@
identifier one.v;
@@
second(v);

@depends on two@
identifier one.v;
@@
- first(v);
+ both(v);
