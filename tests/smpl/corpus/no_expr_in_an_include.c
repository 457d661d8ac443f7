#include "file.h"

int f(void)
{
    return 0;
}
