#include "qemu/osdep.h"
#include "hw/xen/xen_common.h"  /* for xen_xc */

int count;
