// refused: 2: #spatch
#spatch --no-includes

@@
expression E;
@@
- f(E)
+ g(E)
