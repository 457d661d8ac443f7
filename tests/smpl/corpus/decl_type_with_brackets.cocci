@@
type T;
identifier x =~ "^old";
@@
- T x;
