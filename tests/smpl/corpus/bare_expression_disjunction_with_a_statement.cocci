@@
expression E;
@@
 start();
 ...
(
- put(E);
+ put_all(E);
|
- get(E)
+ get_all(E)
)
