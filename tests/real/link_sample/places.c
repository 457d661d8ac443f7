/* Code whose place is hard to tell. */

/*
 * GNU ld 2.40 reads DWARF 5's first file wrongly when it is a header: it takes file 0
 * where the standard has file 1.
 */
int first(int page)
{
    return page;
}

#include "places.h"
#define OPENED(x) xc_open(x)

int (*table[])(int) = { xc_open, xc_close };
int (*const constants[])(int) = { xc_open, xc_close };

int reads_data(int page)
{
    return page + xc_data;
}

static int helper(int page)
{
    return map_some(page) + xc_alias(page);
}

int outer(int page)
{
    int sum = helper(page);

    for (int i = 0; i < page; i++) {
        int more = map_some(i + sum);
        sum += more + OPENED(more);
    }
    return sum;
}

int tail(int page)
{
    return xc_close(page + 1);
}

__attribute__((constructor)) static void setup(void)
{
    xc_open(0);
}

__attribute__((noinline)) static int cloned(int page, int unused)
{
    if (page) {
        return xc_map(page, page);
    }
    __builtin_trap();
}

int uses_clone(int page)
{
    return cloned(page, 1) + cloned(page + 2, 1);
}

__attribute__((cold)) int seldom(int page)
{
    return xc_log("x", page);
}

__attribute__((section(".text.odd"))) int elsewhere(int page)
{
    return map_some(page) + xc_open(page);
}

__attribute__((weak)) int replaceable(int page)
{
    return xc_close(page);
}

int (*local_table(int index))(int)
{
    static int (*const inside[])(int) = { xc_close, xc_open };

    return inside[index];
}

int nesting(int page)
{
    int nested(int more)
    {
        return xc_map(page, more) + page;
    }
    int (*volatile pointer)(int) = nested;

    return pointer(page) + nested(2);
}
