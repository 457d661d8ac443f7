// refused: 2: there is no isomorphism no_such_form
@ r disable paren, no_such_form @
expression E;
@@
- f(E)
+ g(E)
