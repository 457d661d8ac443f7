#include "qemu/osdep.h"
#include <xenctrl.h>
#include <xenforeignmemory.h>

int count;
