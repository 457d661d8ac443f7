@@
expression E;
@@
* free_twice(E);
  free_twice(E);
