@@
@@
  while (a) {
  <...
- note();
  break;
  ...>
  }
