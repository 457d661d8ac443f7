@@
expression x, E;
@@
- x = get_mem(E)
+ x = new_mem(E, 0)
