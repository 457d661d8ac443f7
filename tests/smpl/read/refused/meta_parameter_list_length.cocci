// refused: 4: parameter
@@
identifier f;
parameter list[n] PS;
@@
- f(PS) { ... }
