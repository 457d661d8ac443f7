@@
type T;
@@
- #define port_t T
+ typedef T port_t;
