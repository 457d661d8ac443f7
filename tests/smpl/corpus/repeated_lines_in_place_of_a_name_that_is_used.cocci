@@
identifier x;
@@
- int x;
++ long x;
  ...
- use(x);
+ used(&x);
