static int run(int a)
{
    xc_lock(a);
    if (a) {
        xc_work(a);
    }
    xc_unlock(a);
    return 0;
}
