// refused: 3: i is declared behind the fresh identifier that is made of it
@@
fresh identifier n = "new_" ## i;
identifier i;
@@
- f(i)
+ g(n)
