// refused: 5: an initialiser without its declaration
@@
expression E;
@@
  {
- .reset = E,
+ RESET(E),
  }
