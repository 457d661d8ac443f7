static int one(int a)
{
    int r;

    xc_lock(a);
    if (a > 1) {
        log_it(a, "one");
        r = -1;
    } else {
        r = xc_use(a);
        log_it(r, "two");
    }
    xc_unlock(a);
    log_it(a, "left alone");
    return r;
}

static void two(int a)
{
    xc_lock(a);
    xc_unlock(a);
}
