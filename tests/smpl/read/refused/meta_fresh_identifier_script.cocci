// refused: 4: fresh identifier
@@
identifier i;
fresh identifier n = script:python(i) { i.upper() };
@@
- f(i)
+ g(n)
