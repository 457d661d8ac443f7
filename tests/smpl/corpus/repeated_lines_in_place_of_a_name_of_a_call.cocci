@@
identifier x, y;
type T;
@@
- T x;
++ int y;
  ...
  set(x, y);
