@@
identifier f;
@@
- int
+ static long
  f(...)
  {
  ...
  }
