// refused: 5: a type metavariable as the head of a struct
@@
type T, U;
@@
  typedef T { ... } U;
