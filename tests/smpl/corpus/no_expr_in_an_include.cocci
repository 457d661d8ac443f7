@@
char *E;
@@
- E
+ text(E)
