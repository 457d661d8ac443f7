@ exists @
expression E;
@@
- xc_lock(E);
+ lock(E);
  ... when forall
- xc_unlock(E);
+ unlock(E);
