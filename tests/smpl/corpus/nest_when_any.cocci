@@
@@
- xc_lock();
  <... when any
- touch();
  ...>
- xc_unlock();
