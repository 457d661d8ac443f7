// refused: 2: initialize
@ initialize:ocaml @
@@
let count = 0

@@
expression E;
@@
- f(E)
+ g(E)
