@@
expression E;
@@
 E = get_mem(...)
 ...
- use(E)
+ used(E)
