static int run(int a)
{
    xc_lock(a);
    if (a < 0) {
        xc_unlock(a);
        return -1;
    }
    xc_unlock(a);
    return 0;
}
