static void one(int a)
{
    xc_lock(a);
    work(a);
    xc_unlock(a);
}

static void two(int a)
{
    xc_lock(a);
    touch(a);
    xc_unlock(a);
}

static void three(int a)
{
    xc_lock(a);
    feel(a);
    xc_unlock(a);
}
