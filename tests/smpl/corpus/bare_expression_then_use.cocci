@@
expression E;
@@
 E = get_mem(...)
 ... when != E
- use(E)
+ used(E)
