// refused: 5: fresh identifier n is in code that is matched
@@
fresh identifier n = "new";
@@
- f(n)
+ g(n)
