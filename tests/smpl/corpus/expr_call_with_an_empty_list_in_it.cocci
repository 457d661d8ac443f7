@@
expression E;
expression list L, M;
@@
- send(E, L);
- done(E, M);
+ finish(L, E, M);
