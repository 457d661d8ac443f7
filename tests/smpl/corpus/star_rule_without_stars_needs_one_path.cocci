@ r @
expression E;
@@
  xc_lock(E);
  ...
  xc_unlock(E);

@ depends on r @
@@
* log_it(...);
