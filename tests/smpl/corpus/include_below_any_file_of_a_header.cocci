@@
@@
#include "..."
+ #include "new.h"
