// refused: 5: ... as an expression of its own
@@
expression E;
@@
- f((...)E);
+ f(E);
