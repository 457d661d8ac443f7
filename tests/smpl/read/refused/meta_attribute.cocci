// refused: 5: attribute
@@
type T;
identifier i;
attribute a;
@@
- T i a;
