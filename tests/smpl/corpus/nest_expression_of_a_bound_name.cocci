@@
expression E;
@@
 put(E);
 ...
- log_use(<+... E ...+>);
