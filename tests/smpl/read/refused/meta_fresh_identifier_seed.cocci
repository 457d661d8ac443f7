// refused: 4: fresh identifier
@@
expression E;
fresh identifier n = "new_";
@@
- f(E)
+ g(E, n)
