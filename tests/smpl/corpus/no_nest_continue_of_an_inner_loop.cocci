@@
@@
  while (a) {
  <...
- continue;
+ next();
  ...>
  }
