@@
expression E, F;
@@
  xc_lock();
  <...
- touch(E);
+ touch_locked(E);
  ...>
  middle();
  <...
- touch(F);
  ...>
  xc_unlock();
