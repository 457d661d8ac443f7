@@
expression E;
statement S;
@@
 if (
- E == NULL
+ is_null(E)
  || ...) S
