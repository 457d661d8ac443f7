// refused: 2: using
@ r using "more.iso" @
expression E;
@@
- f(E)
+ g(E)
