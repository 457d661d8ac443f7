// refused: 5: ... as an expression
@@
expression E;
@@
- E = ...;
