// refused: 6: a binary operator metavariable next to another operator
@@
expression A, B, C;
binary operator op;
@@
- f(A && B op C)
+ h(A, B, C)
