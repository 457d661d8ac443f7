@@
@@
- begin();
  end();

@@
statement S;
@@
- S
  last();
