// refused: 5: when
@@
expression E;
@@
- f(..., E, ... when != 3)
+ h()
