@@
expression E;
@@
- E = dev_alloc(...);
+ E = dev_managed_alloc();
  ... when != keep(E)
?- dev_free(E);
