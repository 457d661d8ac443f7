@@
@@
+ #include "osdep.h"
#include ...
