// refused: 3: this constraint (const char *)
@@
type T != const char *;
identifier i;
@@
- T i;
