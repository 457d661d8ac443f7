#ifndef STORE_H
#define STORE_H

#include <stddef.h>

struct store;

struct store *store_open(const char *path);
void store_close(struct store *s);

/* Since 2.0; store_put() is kept for now. */
int store_set(struct store *s, const char *key, const char *value);
int store_put(struct store *s, const char *key, const char *value);

/* Since 2.0 the size is the caller's: a value may have NULs in it. */
int store_append(struct store *s, const char *key, const char *data, size_t size);

void store_lock(struct store *s);
void store_unlock(struct store *s);

/* Since 2.0: locks here, unlocks at the end of the block. */
struct store *store_guard_begin(struct store *s);
void store_guard_end(struct store **s);
#define STORE_GUARD(s) \
    __attribute__((cleanup(store_guard_end))) struct store *store_guard_ = store_guard_begin(s)

#endif
