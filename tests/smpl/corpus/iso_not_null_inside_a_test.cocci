@@
expression E;
@@
- E != NULL
+ is_set(E)
