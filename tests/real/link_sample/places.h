/* Functions that are inlined from a header, one with a call of two lines. */
extern int xc_open(int), xc_close(int), xc_map(int, int), xc_log(const char *, ...);
extern int xc_alias(int) __asm__("xc_real");
extern int xc_data;

static inline int map_two(int page)
{
    return xc_map(page,
                  page + 1);
}

static inline int map_some(int page)
{
    if (__builtin_expect(page > 3, 0)) {
        xc_log("bad %d",
               page);
        return xc_close(page);
    }
    return map_two(page) + map_two(page * 2);
}
