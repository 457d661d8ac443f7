// refused: 4: unary operator
@@
expression A;
unary operator op;
@@
- f(op A)
+ h()
