// refused: 5: when
@@
@@
- a();
  ... when any, strict
- b();
