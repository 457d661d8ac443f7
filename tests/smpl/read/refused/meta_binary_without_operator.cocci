// refused: 3: `binary` must be followed by `operator`
@@
binary op;
expression A, B;
@@
- f(A op B)
+ h(A, B)
