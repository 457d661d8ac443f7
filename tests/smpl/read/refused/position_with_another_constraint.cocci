// refused: 4: constraint on a position
@@
expression E;
position p =~ "x";
@@
- f@p(E)
+ h()
