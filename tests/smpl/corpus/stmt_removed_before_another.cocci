@@
statement S;
@@
- S
  last();
