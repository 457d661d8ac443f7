// refused: 3: `binary` wants `operator` behind it
@@
binary op;
expression A, B;
@@
- f(A op B)
+ h(A, B)
