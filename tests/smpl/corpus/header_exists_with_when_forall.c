static void one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
}

static void two(int a)
{
    xc_lock(a);
    if (a) {
        log_it(a);
    }
    xc_unlock(a);
}
