// refused: 4: the header says that the body is an expression
@ expression @
@@
- f();
