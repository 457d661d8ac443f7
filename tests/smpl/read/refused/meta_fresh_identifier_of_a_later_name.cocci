// refused: 3: i is declared after the fresh identifier that uses it
@@
fresh identifier n = "new_" ## i;
identifier i;
@@
- f(i)
+ g(n)
