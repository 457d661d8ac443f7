@@ @@
- #include <xenctrl.h>
+ #include <xendevicemodel.h>
