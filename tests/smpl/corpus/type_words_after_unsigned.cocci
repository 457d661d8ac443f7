@@
type T;
identifier x;
@@
- unsigned T x;
+ T x;
