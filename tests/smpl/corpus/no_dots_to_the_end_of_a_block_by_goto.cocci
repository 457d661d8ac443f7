@@
@@
  while (1) {
  ...
- step();
  ...
  }
