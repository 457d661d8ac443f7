@uses@
@@
#include <glib/...>

@depends on uses@
expression E;
@@
- free(E);
+ g_free(E);
