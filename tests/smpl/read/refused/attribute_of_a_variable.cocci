// refused: 6: an attribute (__attribute__)
@@
type T;
identifier p;
@@
- T p __attribute__((unused));
