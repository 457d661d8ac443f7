@@
expression E;
statement S;
@@
- while (E)
+ if (E)
  S
