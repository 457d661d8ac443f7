// refused: 4: no matched code binds i
@@
identifier i;
fresh identifier n = "new_" ## i;
@@
- f(1)
+ g(n)
