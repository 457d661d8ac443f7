// refused: 4: C++ (class)
@@
@@
- class Port { };
