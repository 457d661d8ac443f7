// refused: 2: `disable all` names other isomorphisms too
@ disable all, paren @
expression E;
@@
- f(E)
+ g(E)
