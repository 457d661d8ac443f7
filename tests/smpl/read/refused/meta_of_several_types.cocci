// refused: 3: types
@@
{int, long} E;
@@
- f(E)
+ h()
