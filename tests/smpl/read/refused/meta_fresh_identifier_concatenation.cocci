// refused: 4: fresh identifier
@@
identifier i;
fresh identifier n = "new_" ## i;
@@
- f(i)
+ g(n)
