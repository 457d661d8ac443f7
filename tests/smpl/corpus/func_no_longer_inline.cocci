@@
identifier f;
@@
- static inline
+ static
  int f(void)
  { ... }
