@@ @@
- #include "hw/xen/xen_common.h"
+ #include "hw/xen/xen_native.h"
