// refused: 5: a position at no token of C
@@
position p;
@@
  @p f(1);
