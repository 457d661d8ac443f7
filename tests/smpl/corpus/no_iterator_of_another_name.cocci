@@
iterator name EACH_PORT;
expression x, y;
statement S;
@@
- EACH_PORT(x, y) S
+ walk(x, y);
