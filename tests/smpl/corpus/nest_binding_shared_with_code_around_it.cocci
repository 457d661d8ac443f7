@@
expression E;
@@
  xc_lock(E);
  <...
- touch(E);
+ touch_locked(E);
  ...>
  xc_unlock(E);
