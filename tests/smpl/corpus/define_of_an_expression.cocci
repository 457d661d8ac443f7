@@
identifier I;
expression E;
@@
- #define I (E == NULL)
+ #define I is_null(E)
