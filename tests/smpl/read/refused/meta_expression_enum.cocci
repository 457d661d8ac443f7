// refused: 3: expression enum
@@
expression enum E;
@@
- f(E)
+ h()
