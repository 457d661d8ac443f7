@@
expression D, P;
@@
- dev_init(D);
  ... when != bus_reset(P)
- dev_add(P, D);
+ dev_new(P, D);
