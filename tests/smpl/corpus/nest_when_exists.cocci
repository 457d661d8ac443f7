@@
@@
  xc_lock();
  <+... when exists
- touch();
  ...+>
  xc_unlock();
