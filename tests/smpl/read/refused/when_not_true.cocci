// refused: 6: when
@@
expression E;
@@
- a(E);
  ... when != true E
- b();
