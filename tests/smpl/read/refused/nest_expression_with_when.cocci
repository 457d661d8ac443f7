// refused: 5: when on dots that do not match statements
@@
expression E, F;
@@
- g(<+... when != F
-  E ...+>);
+ f(E);
