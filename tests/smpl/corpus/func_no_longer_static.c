static long other(void)
{
    return 0;
}

static int one(void)
{
    return 1;
}

static inline int two(void)
{
    return 2;
}

inline static int three(void)
{
    return 3;
}

static coroutine_fn int four(void)
{
    return 4;
}

int static five(void)
{
    return 5;
}
