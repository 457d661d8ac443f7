@ r forall @
expression E;
@@
- xc_lock(E);
+ lock(E);
  ... when exists
- xc_unlock(E);
+ unlock(E);
