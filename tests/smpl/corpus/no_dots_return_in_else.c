static int run(int a)
{
    xc_lock(a);
    if (a) {
        work(a);
    } else {
        return -1;
    }
    xc_unlock(a);
    return 0;
}
