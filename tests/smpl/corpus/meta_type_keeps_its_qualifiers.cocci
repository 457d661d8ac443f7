@@
type T;
identifier x;
@@
- T x;
+ DECLARE(sizeof(T), x);
