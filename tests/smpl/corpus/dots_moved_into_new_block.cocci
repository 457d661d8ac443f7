@@
expression E;
@@
+ if (ready()) {
  lock(E);
  ...
  unlock(E);
+ }
