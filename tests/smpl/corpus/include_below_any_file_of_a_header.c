#ifndef PORT_H
#define PORT_H

#include "a.h"
#include "b.h"

#endif
