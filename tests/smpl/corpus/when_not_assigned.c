static void one(int a, int b)
{
    xc_lock(a);
    work(a, &a);
    b = a;
    xc_unlock(a);
}

static void two(int a, int b)
{
    xc_lock(a);
    a = b;
    xc_unlock(a);
}
