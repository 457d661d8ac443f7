static void one(int a)
{
    xc_lock(a);
    xc_lock(a);
    xc_unlock(a);
    work(a);
    xc_unlock(a);
}

static int two(int a)
{
    xc_lock(a);
    if (a) {
        return 1;
    }
    xc_unlock(a);
    return 0;
}

static int three(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
    return 0;
}
