// refused: 5: a type metavariable as the head of a struct
@@
type T;
@@
  T {
- int users;
+ unsigned int users;
  };
