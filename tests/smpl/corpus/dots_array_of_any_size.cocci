@@
identifier x;
@@
- char x[...];
+ char *x;
