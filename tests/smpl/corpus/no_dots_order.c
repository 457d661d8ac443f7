static void run(int a)
{
    xc_unlock(a);
    work(a);
    xc_lock(a);
}

static void other(int a)
{
    xc_lock(a);
    xc_unlock(a + 1);
}
