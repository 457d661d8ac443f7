// refused: 4: ... among the names of an enum
@@
@@
  enum port_state { ... };
+ int port_states;
