// A declaration goes with the first statement, and with the blank line between them.
@@
type T;
identifier v;
expression E;
@@
- T v;
  ... when any
- v = open_handle(E);
