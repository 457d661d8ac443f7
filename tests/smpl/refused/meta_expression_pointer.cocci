// refused: 3: expression *
@@
expression *E;
@@
- f(E)
+ h()
