// refused: 3: this constraint (unsigned int)
@@
type T != unsigned int;
identifier i;
@@
- T i;
