static int run(int a)
{
    if (a) {
        return 1;
    }
    xc_lock(a);
    work(a);
    xc_lock(a);
    return 0;
}
