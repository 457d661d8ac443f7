@@
expression E;
@@
- later(E);
  ... when any
++ now(E);
  stop();
