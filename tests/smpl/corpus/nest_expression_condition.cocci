@@
expression E;
statement S;
@@
 if (<+...
- is_set(E)
+ test_set(E, 0)
 ...+>) S
