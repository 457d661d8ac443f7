// refused: 5: when
@@
@@
- a();
  ... when never
- b();
