/* Macro uses that are no C by themselves, in the shapes that C projects write them. */
#include "sample.h"

#define LOG(fmt, args...) print(fmt, ##args) /* named */
#define LONG_ONE(a)     \
    do {                \
        /* one */       \
        use(a);         \
    } while (0)

DECLARE_SIMPLE(Thing, THING)
module_start(first_thing)

static LIST_HEAD(, Thing) things = LIST_INIT(things);
static SIZE_T EXPORTED size_of(void *p __unused, int n);
void complain(const char *fmt, ...) CHECKED_PRINTF(1, 2);
CHECKED_PRINTF(1, 0)
static void vcomplain(const char *fmt, va_list ap);
static const struct option options[]
#ifdef __GNUC__
__attribute__((unused))
#endif
    = {
        { "a", 1 },
#ifdef WITH_B
        { "b", 2 },
#endif
        { .name = PREFIX SUFFIX },
};

struct PACKED holder {
    LIST_ENTRY(holder) next;
    LIST_HEAD(, Thing) list;
    DECLARE_BITS(used, COUNT + 1);
    uint8_t data[4] ALIGNED(16);
} PACKED;

typedef struct {
    int a;
} PACKED Packed;

static void coroutine_fn walk(struct holder *h, void __iomem *base)
{
    autofree char *name = make_name(h);
    Thing *t;

    LIST_FOREACH(t, &h->list, next) {
        visit(t, (u32 __iomem *)base);
    }
    WITH_LOCK_GUARD(&h->lock) {
        touch(h);
    }
    WITH_BIG_LOCK() {
        touch(h);
    }
    for_each_child(h, t)
        visit(t, 0);
    check_cmp(h->a, ==, 1);
    t = new_thing(struct holder *, 1);
    t = new_thing(unsigned long, 1);
    print("a" stringify(NUMBER) "b" PRIu64);
    if (h->a) {
        touch(h);
#ifdef WITH_B
    } else if (h->b) {
        touch_b(h);
#else
    } else {
        touch_c(h);
#endif
    }
    call(h,
#ifdef WITH_B
         h->b,
#endif
         name);
    MARK(h)
    touch(h);
    switch (h->a) {
    case 1 ... 5:
        touch(h);
    }
    RETURN_IF(h)
}
