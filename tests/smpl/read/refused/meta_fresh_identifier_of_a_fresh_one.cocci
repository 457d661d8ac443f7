// refused: 5: n is not an identifier, so no fresh identifier can be made of it
@@
identifier i;
fresh identifier n = "new_" ## i;
fresh identifier m = n ## "_too";
@@
- f(i)
+ g(n, m)
