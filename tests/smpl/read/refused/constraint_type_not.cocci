// refused: 4: constraint
@@
type U;
type T != U;
@@
- f(sizeof(T), sizeof(U))
+ h()
