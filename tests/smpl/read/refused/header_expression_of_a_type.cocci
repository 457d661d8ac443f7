// refused: 5: the header says that the body is an expression
@ expression @
type T;
@@
- T
+ int
