static int one(int a, int b)
{
    xc_lock(a);
    work(b);
    if (b) {
        return a;
    }
    xc_unlock(a);
    return 0;
}

static void two(int a)
{
    xc_lock(a);
    work(a);
    xc_unlock(a);
}

static void three(struct dev *a)
{
    xc_lock(a);
    a->fd = 3;
    xc_unlock(a);
}
