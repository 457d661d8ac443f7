@ has @
@@
  #include <xenctrl.h>

@ depends on has @
expression E;
@@
- xc_close(E)
+ xen_close(E)
