// refused: 4: fresh identifier that a user has to name
@@
expression E;
fresh identifier n;
@@
- f(E)
+ g(E, n)
