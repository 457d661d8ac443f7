// refused: 4: constraint
@@
statement S1;
statement S != S1;
@@
- if (1) S else S1
+ h()
