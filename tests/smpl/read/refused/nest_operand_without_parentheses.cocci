// refused: 6: a nest as an operand without parentheses
@@
expression x, E;
@@
- f(x);
- <+...x...+> = E;
