#include "store.h"

struct plugin {
    const char *name;
    int (*save)(struct store *s, const char *key, const char *value);
};

struct plugin plugins[] = {
    { "plain", store_put },
};
