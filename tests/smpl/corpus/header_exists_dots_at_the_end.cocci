@ exists @
expression E;
@@
- xc_lock(E);
  ... when != xc_unlock(E)
