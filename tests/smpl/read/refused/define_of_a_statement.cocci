// refused: 5: a #define whose body is not an expression
@@
expression E;
@@
- #define f() g(E);
