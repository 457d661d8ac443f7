static int one(int a)
{
    xc_lock(a);
    if (a) {
        return 1;
    }
    xc_unlock(a);
    return 0;
}

static int two(int a)
{
    xc_lock(a);
    if (a) {
        goto out;
    }
    xc_unlock(a);
out:
    return 0;
}
