// refused: 5: ... as a whole expression
@@
expression E;
@@
- f(E-> ...);
+ h(E);
