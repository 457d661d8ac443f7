@@
identifier x;
@@
- int
+ static int
  x;
