@@
expression E;
@@
+ lock(E);
+ step();
  f(E);
+ step();
+ unlock(E);
