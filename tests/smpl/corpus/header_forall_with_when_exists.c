static void one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
    log_it(a);
}

static void two(int a)
{
    xc_lock(a);
    log_it(a);
}
