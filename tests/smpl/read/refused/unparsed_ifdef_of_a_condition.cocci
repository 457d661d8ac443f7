// refused: 4: #ifdef of something that is no name
@@
@@
+ #ifdef VERSION >= 4
  int port_count(void) { ... }
+ #endif
