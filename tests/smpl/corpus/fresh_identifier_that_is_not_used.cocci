@@
fresh identifier unused;
expression E;
@@
- first(E)
+ second(E)
