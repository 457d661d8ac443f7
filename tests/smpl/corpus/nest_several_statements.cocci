@@
expression E, F;
@@
  xc_lock();
  <...
- set(E);
- get(F);
+ exchange(E, F);
  ...>
  xc_unlock();
