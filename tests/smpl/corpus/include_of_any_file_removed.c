#include <stdio.h>
#include "hw/port.h"
#ifdef CONFIG_DOCK
#include "hw/usb/dock.h"
#endif
#include "net/net.h"
