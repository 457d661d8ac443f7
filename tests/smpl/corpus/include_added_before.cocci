@@ @@
+ #include <xencall.h>
  #include <xenctrl.h>
