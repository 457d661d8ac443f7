// refused: 2: forall
@ r forall @
expression E;
@@
- f(E)
+ g(E)
