@@
expression D, P;
@@
- dev_init(D);
  ... when != P
- dev_add(P, D);
