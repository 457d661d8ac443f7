// refused: 3: exprssion
@@
exprssion E;
@@
- f(E)
+ h()
