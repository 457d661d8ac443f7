// refused: 6: a position at an operator (,)
@@
expression E;
position p;
@@
- f(E,@p 0)
+ h(E)
