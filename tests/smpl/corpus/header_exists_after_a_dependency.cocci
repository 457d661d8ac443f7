@ r @
@@
  init();

@ depends on r exists @
expression E;
@@
- xc_lock(E);
  ... when != E
- log_it();
