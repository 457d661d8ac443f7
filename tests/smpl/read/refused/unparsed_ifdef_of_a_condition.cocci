// refused: 4: #ifdef of something that is not a name
@@
@@
+ #ifdef VERSION >= 4
  int port_count(void) { ... }
+ #endif
