#include "qemu/osdep.h"
#include <xenctrl.h>

int count;
