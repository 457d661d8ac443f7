@@
expression x, E;
@@
* x = get_mem(E)
