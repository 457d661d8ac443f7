// refused: 4: a fresh identifier with characters that no name has
@@
identifier i;
fresh identifier n = "new-" ## i;
@@
- f(i)
+ g(n)
