long other(int a)
{
    return a;
}

int one(int a,
        int b)
{
    return a + b;
}

int coroutine_fn two(int a)
{
    return a;
}
