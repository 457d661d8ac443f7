// refused: 4: a disjunction as the name of a function
@@
@@
  int \(port_read\|port_peek\)(int port) {
- return 0;
+ return 1;
  }
