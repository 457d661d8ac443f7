@@
int E != first;
@@
- release(E);
+ drop(E);
