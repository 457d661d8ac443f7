static int xc_local_start(int a)
{
    return a;
}

static int run(int a)
{
    return xc_local_start(a) + xc_other(a);
}
