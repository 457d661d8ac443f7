// refused: 5: conjunction
@@
expression E;
@@
- f(\(E \& g(...)\))
+ h()
