// refused: 3: expression struct
@@
expression struct E;
@@
- f(E)
+ h()
