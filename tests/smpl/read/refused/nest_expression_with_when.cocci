// refused: 5: when on dots that are no statements
@@
expression E, F;
@@
- g(<+... when != F
-  E ...+>);
+ f(E);
