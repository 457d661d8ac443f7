// refused: 3: metavariable
@@
metavariable m;
@@
- f(m)
+ h()
