@ disable drop_else, fld_to_ptr @
statement S;
@@
  if (x)
- a();
+ one();
  else S

@@
statement S;
@@
  if (x)
- c();
+ two();
  else S
