static int one(int a)
{
    xc_lock(a);
    if (a) {
        return 1;
    }
    xc_unlock(a);
    return 0;
}

static void two(int a)
{
    xc_lock(a);
    xc_unlock(a);
}
