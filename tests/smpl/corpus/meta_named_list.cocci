@@
expression list, E;
@@
- f(list, E)
+ g(E, list)
