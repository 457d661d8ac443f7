@@
expression E, M;
@@
  xc_lock(...);
  <...
- log_it(E, M);
+ log_locked(M, E);
  ...>
  xc_unlock(...);
