@@
expression E != {NULL, 0};
@@
- release(E);
+ drop(E);
