static void run(int a)
{
    if (a) {
        xc_lock(a);
    }
    work(a);
    xc_unlock(a);
    xc_lock(a);
    work(a);
}
