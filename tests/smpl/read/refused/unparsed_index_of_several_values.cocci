// refused: 6: an index of several values
@@
identifier a, i, j;
@@
- a[i][j]
+ a[i, j]
