// refused: 4: parameter
@@
identifier f;
parameter P;
@@
- f(P) { ... }
