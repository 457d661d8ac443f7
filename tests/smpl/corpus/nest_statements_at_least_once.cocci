@@
expression E, M;
@@
- xc_lock(E);
+ lock(E);
  <+...
- log_it(...);
  ...+>
- xc_unlock(E);
+ unlock(E);
