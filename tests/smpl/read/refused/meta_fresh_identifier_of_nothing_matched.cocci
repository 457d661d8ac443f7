// refused: 4: no code that is matched binds i
@@
identifier i;
fresh identifier n = "new_" ## i;
@@
- f(1)
+ g(n)
