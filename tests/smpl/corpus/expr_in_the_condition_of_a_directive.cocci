@@
expression E;
@@
- drop(E)
+ let_go(E)
