@@
@@
+ #include "port.h"
#define PORT_MAX 16
+ #define PORT_MIN 1
