@@
identifier x;
@@
  start();
++ prepare(x);
  ...
  run(x);
