// refused: 5: ... as an expression
@@
expression E;
@@
- f(E + ...)
+ h()
