// refused: 10: a position at
@@
expression E;
position p;
@@
(
- f(E)
|
- g(E)
)@p
