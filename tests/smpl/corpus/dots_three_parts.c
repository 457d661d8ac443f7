static int run(int a)
{
    xc_lock(a);
    if (!a) {
        return 1;
    }
    xc_work(a);
    if (a > 2) {
        goto out;
    }
    more(a);
out:
    xc_unlock(a);
    return 0;
}
