@@
expression E;
@@
- later(E);
  ... when any
++ now();
  stop();
