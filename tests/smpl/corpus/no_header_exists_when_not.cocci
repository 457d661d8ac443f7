@ exists @
expression E;
@@
- xc_lock(E);
  ... when != use(E)
- xc_unlock(E);
