#include <string.h>

#include "store.h"

int journal_add(struct store *s, const char *who, const char *what)
{
    int rc;

    store_lock(s);
    rc = store_append(s, "journal", who);
    if (rc == 0) {
        rc = store_append(s, "journal", ": ");
    }
    if (rc == 0) {
        rc = store_append(s, "journal", what);
    }
    store_unlock(s);
    return rc;
}

int journal_try(struct store *s, const char *what)
{
    store_lock(s);
    if (what == NULL) {
        return -1;
    }
    store_append(s, "journal", what);
    store_unlock(s);
    return 0;
}
