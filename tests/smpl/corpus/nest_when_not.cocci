@@
@@
  xc_lock();
  <... when != log_it()
- touch();
+ touch_locked();
  ...>
  xc_unlock();
