// refused: 2: unknown isomorphism no_such_form
@ r disable paren, no_such_form @
expression E;
@@
- f(E)
+ g(E)
