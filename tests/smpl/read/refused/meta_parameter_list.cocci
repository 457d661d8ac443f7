// refused: 4: parameter
@@
identifier f;
parameter list PS;
@@
- f(PS) { ... }
