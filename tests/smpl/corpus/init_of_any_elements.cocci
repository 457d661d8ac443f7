@@
identifier x;
@@
- static struct port x = { ... };
+ extern struct port x;
