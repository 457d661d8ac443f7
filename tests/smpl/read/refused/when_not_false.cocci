// refused: 6: when
@@
expression E;
@@
- a(E);
  ... when != false E
- b();
