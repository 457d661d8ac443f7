@@
statement S;
@@
- begin();
  ...
  S
- end();
