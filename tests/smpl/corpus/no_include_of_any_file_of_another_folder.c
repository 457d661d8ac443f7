#include <hw/port.h>
#include "port.h"
#include "net/hw/port.h"
#include "hwport.h"
