@@
expression E;
@@
 start();
 ...
- get_mem(E)
+ got_mem(E)
