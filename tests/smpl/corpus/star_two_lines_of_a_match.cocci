@@
expression E;
@@
* lock(E);
...
* lock(E);
