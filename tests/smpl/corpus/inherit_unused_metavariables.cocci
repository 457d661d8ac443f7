@one@
identifier v;
@@
never(v);

@@
identifier one.v;
identifier w;
@@
- first(w);
+ both(w);
