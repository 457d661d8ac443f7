@@
expression E;
fresh identifier n = "n";
@@
- first(E)
+ first(n)

@@
expression E;
fresh identifier n = "n";
@@
- second(E)
+ second(n)
