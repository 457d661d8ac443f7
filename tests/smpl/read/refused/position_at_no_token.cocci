// refused: 5: a position not after a C token
@@
position p;
@@
  @p f(1);
