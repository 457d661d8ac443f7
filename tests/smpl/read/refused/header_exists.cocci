// refused: 2: exists
@ r exists @
expression E;
@@
- f(E)
+ g(E)
