// refused: 2: patch
@ r depends on patch @
expression E;
@@
- f(E)
+ g(E)
