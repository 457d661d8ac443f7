@@
int e;
identifier i;
@@
  int i = e;
+ check(i);
