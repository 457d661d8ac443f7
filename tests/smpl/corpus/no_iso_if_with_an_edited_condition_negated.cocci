@@
expression X;
statement S1, S2;
@@
  if (
- bad(X) == NULL
+ good(X)
  ) S1
  else S2
