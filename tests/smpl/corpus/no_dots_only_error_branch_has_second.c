static int run(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
        return -1;
    }
    return 0;
}
