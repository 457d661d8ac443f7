// refused: 6: a position at a sign between others (,)
@@
expression E;
position p;
@@
- f(E,@p 0)
+ h(E)
