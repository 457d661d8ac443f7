@@
expression E;
statement S1, S2;
@@
- if (old(E))
+ if (fresh(E))
  S1 else S2
