// refused: 5: C++ (new)
@@
type T;
@@
- new T
+ port_new()
