// refused: 4: fresh identifier
@@
expression E;
fresh identifier n;
@@
- f(E)
+ g(E, n)
