static int one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
    return 0;
}

static int two(int a)
{
    xc_lock(a);
    if (a) {
        return 1;
    } else {
        return 2;
    }
    xc_unlock(a);
}
