@@
expression E;
identifier x;
@@
- start(x);
  ...
- (<+...x...+>) = put(E);
