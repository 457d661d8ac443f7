@@
identifier x, s;
@@
struct s {
  ...
- int x;
++ long x;
  ...
};
