@r@
expression E;
@@
  reserve(E);

@@
expression r.E;
@@
  start();
++ release(E);
