@@
expression E;
@@
  xc_lock();
  <...
- touch(E);
  ...>
  xc_unlock(E);
