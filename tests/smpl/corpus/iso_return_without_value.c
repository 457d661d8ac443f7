static int run(int a)
{
    xc_end(a);
    return a + 1;
}

static void stop(int a)
{
    xc_end(a);
    return;
}
