@@ @@
- #include <xenctrl.h>
