static void run(int a)
{
    if (a) {
        xc_lock(a);
        work(a);
    } else {
        xc_lock(a);
    }
    xc_unlock(a);
}
