@@
expression E;
@@
 f(
- E << 1
+ twice(E)
 + ...)
