static int run(int a)
{
    xc_lock(a);
    if (a < 0) {
        return -1;
    } else if (a > 3) {
        work(a);
    } else {
        more(a);
    }
    xc_unlock(a);
    return 0;
}
