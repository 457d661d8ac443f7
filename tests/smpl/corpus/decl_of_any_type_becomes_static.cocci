@@
type T;
identifier x;
@@
- T
+ static T
  x;
