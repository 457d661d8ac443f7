@@
@@
  while (a) {
  ...
  if (a < 0) {
  ...
- break;
+ stop();
  }
  ...
  }
