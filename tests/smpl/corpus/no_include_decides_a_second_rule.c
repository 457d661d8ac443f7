#include <xendevicemodel.h>

static void stop(void *h)
{
    xc_close(h);
}
