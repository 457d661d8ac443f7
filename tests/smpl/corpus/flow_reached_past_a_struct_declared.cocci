@@
expression E;
identifier i, f;
statement S;
@@
- i = E->f;
  ... when != i
  if (E == NULL) S
+ i = E->f;
