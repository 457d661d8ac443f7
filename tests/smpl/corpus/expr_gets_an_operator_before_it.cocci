@@
expression E;
@@
  use(
+ &
  E)
@@
expression E;
@@
  neg(
+ -
  E)
@@
expression E;
@@
  size(
+ sizeof
  (E))
