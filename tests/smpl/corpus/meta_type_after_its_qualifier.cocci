@@
type T;
identifier x;
@@
- const T x;
+ DECLARE_CONST(sizeof(T), x);
