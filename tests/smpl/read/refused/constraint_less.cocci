// refused: 3: this constraint (<= 5)
@@
expression E <= 5;
@@
- f(E)
+ h()
