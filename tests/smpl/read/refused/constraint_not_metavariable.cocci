// refused: 4: constraint
@@
identifier g;
identifier f != g;
@@
- f(g(1))
+ h()
