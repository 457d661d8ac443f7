#include <stdio.h>
#include <glib/gmem.h>

void probe(void *p)
{
    free(p);
}
