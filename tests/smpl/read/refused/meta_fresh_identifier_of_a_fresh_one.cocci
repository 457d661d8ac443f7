// refused: 5: n is no identifier that a fresh one can be made of
@@
identifier i;
fresh identifier n = "new_" ## i;
fresh identifier m = n ## "_too";
@@
- f(i)
+ g(n, m)
