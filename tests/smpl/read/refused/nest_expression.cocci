// refused: 6: <... ...>
@@
expression E, F;
@@
- g(
  <... E ...>
- )
+ h()
