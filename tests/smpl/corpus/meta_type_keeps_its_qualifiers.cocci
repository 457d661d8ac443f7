@@
type T;
identifier x = {first, second, third, fourth, fifth};
@@
- T x;
+ DECLARE(sizeof(T), x);
