// refused: 4: fresh identifier without an initial value
@@
expression E;
fresh identifier n;
@@
- f(E)
+ g(E, n)
