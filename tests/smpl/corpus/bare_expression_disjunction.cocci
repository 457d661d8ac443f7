@@
expression E;
@@
(
 open_port(E)
|
 open_file(E)
)
 ...
- put(E);
+ put_all(E);
