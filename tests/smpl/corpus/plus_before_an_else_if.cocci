// Lines next to an `else if` are in its branch.
@@
statement S, T;
@@
+ before();
  if (stopped) S else T
+ after();
