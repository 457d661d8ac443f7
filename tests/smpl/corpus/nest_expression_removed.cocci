@@
expression E;
expression *P;
@@
- P = <+... read_reg(E) ...+>;
+ load(&P, E);
