#include <stdio.h>
#include "store.h"

/* What store_put() is given has to stay until store_close(). */
int settings_save(struct store *s, const char *name, const char *colour)
{
    int rc;

    rc = store_put(s, "name", name);
    if (rc < 0) {
        fprintf(stderr, "store_put failed: %d\n", rc);
        return rc;
    }
    return store_put(s, "colour", colour);
}

void settings_touch(struct store *s, const char *key)
{
    store_lock(s);
    if (store_put(s, key, "") == 0) {
        store_append(s, "journal", key);
    }
    store_unlock(s);
}
