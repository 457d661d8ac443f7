// refused: 4: attributes ([[...]])
@@
@@
- [[unused]]
  int port_count;
