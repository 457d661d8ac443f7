// refused: 4: position
@@
expression E;
position p;
@@
- f@p(E)
+ g(E)
