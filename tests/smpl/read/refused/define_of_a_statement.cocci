// refused: 5: a #define whose body is no expression
@@
expression E;
@@
- #define f() g(E);
