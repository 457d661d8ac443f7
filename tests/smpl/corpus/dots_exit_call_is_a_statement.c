static void run(int a)
{
    xc_lock(a);
    if (a) {
        exit(1);
    }
    if (a > 1)
        abort();
    xc_unlock(a);
}
