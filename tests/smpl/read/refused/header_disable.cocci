// refused: 2: disable
@ r disable paren @
expression E;
@@
- f(E)
+ g(E)
