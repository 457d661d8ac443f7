// refused: 4: fresh identifier by
@@
identifier i;
fresh identifier n = script:python(i) { i.upper() };
@@
- f(i)
+ g(n)
