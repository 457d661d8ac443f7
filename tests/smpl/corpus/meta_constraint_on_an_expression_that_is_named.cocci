@@
expression E = {first, 1};
@@
- release(E);
+ drop(E);
