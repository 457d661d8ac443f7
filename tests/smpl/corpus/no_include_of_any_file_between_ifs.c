#include "port.h"
#ifdef CONFIG_PORT
#include <port.h>
#endif
#include HEADER

void probe(void)
{
#include <table.h>
}
