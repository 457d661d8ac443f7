// refused: 4: else without its if
@@
@@
- else { port_close(); }
