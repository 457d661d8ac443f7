@@
@@
#include <...>
+ #include <glib.h>
