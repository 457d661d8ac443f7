// refused: 7: a position in a + line
@@
expression E;
position p;
@@
- f@p(E)
+ h@p(E)
