// refused: 5: an initialiser without what it initialises
@@
expression E;
@@
  {
- .reset = E,
+ RESET(E),
  }
