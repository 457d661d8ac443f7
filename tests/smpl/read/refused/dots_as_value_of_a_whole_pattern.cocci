// refused: 5: ... as an operand of an expression that is a pattern by itself
@@
expression E;
@@
- E = ...
+ h(E)
