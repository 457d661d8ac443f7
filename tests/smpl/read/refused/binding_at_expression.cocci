// refused: 5: @
@@
expression E, F;
@@
- f(E)@F
+ h()
