// refused: 5: ... as an expression
@@
identifier i;
@@
- int i[...];
