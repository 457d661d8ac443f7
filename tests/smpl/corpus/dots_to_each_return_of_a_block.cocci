@@
expression E;
@@
  if (E < 0) {
  ...
- return ...;
+ return -1;
  }
