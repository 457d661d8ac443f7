// refused: 4: position
@@
expression E;
position any p;
@@
- f@p(E)
+ g(E)
