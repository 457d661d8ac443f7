@@
identifier x;
@@
- x = take();
... when != x
- use(x);
+ use(take());
