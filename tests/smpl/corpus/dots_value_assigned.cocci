@@
identifier x;
@@
- int x = ...;
+ int x;
  ...
- x = ...;
+ x = unknown();
