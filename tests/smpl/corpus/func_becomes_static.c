long other(void)
{
    return 0;
}

int one(void)
{
    return 1;
}

int two(void) {
    return 2;
}

int coroutine_fn three(void)
{
    return 3;
}

__attribute__((cold)) int four(void)
{
    return 4;
}

int /* five */ five(void) /* in words */
{
    return 5;
}
