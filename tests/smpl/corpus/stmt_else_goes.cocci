@@
expression E;
statement S, T;
@@
  if (E)
  S
- else
- T
