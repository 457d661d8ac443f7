@@
expression E;
@@
  if (locked) {
  <...
- set(E);
+ put(E);
  ...>
  }
