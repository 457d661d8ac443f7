// refused: 5: @
@@
expression E;
@@
- f@p(E)
+ h()
