@ r exists @
expression E;
@@
- xc_lock(E);
+ lock(E);
  ...
- xc_unlock(E);
+ unlock(E);
