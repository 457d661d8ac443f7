// refused: 5: when
@@
@@
- a();
  ... when = x();
- b();
