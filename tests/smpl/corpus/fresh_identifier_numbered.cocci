@@
expression E;
fresh identifier status = "status";
@@
- check(E);
+ int status = probe(E);
+ report(status);
