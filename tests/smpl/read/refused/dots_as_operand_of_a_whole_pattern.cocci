// refused: 5: ... as an operand of an expression that is the whole pattern
@@
expression E;
@@
- f(E) == ...
+ h(E)
