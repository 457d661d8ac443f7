static int other(void)
{
    return 0;
}

static inline int one(void)
{
    return 1;
}

static inline coroutine_fn int two(void)
{
    return 2;
}

inline static int three(void)
{
    return 3;
}
