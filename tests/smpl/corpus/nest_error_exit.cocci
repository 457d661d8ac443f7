@@
expression E;
@@
  xc_lock(E);
  <...
- log_it();
  ...>
  xc_unlock(E);
