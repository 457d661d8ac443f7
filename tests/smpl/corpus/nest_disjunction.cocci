@@
expression E;
@@
  xc_lock();
  <...
(
- log_it(E);
|
- set(E);
+ put(E);
)
  ...>
  xc_unlock();
