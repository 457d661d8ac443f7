#include "xenctrl.h"
#include <xenctrl_dom.h>
#include <xen/xenctrl.h>
/* #include <xenctrl.h> */

int count;
