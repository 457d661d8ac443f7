@@
@@
  xc_lock();
  <...
- touch();
  ...>
  xc_unlock();
