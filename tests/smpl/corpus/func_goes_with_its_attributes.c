int zero(void)
{
    return 0;
}

static int coroutine_fn one(void)
{
    return 1;
}

__attribute__((cold)) static int two(void)
{
    return 2;
}

int three(void)
{
    return 3;
}
