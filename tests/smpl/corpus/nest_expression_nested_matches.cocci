@@
expression E;
@@
 run(<+... copy(<+...
- get(E)
+ fetch(E)
 ...+>) ...+>)
